// What an application of the SDK's kind finds, which imports no device.
import "../../../hosts/desktop/global.js";
import device from "embedded:provider/builtin";
import { exit } from "host";

const found = (globalThis as { device?: unknown }).device;
trace(`${found === device} ${typeof device.provider.Modem}\n`);
exit(0);
