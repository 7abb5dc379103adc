// The exchanges with real servers, as firmware on XS.

import device from "embedded:provider/builtin";
import { exit } from "host";
import config from "mc/config";
import { exchangeAll, HOST } from "./exchanges.js";

const { port } = config;
const modem = new device.provider.Modem({ ...device.modem });
if (modem.TCP === undefined) throw new Error("closed");
exchangeAll(modem.TCP as never, { host: HOST, port }, { host: HOST, port }, (line) => {
	trace(`${line}\n`);
	if (line === "end") exit(0);
	else if (line.startsWith("error")) exit(1);
});
