import Digital from "embedded:io/digital";
import Serial from "embedded:io/serial";
import board from "419";
import config from "mc/config";
import { deviceOn, type HostIO, type Wiring } from "xs-quectel/hosts/moddable/device";
import { sdkModule } from "xs-quectel/hosts/moddable/sdk-module";
import { RX_BUFSIZE, zephyrSerial } from "xs-quectel/hosts/nrf52/zephyr-serial";

const io = Object.freeze({
	Serial: zephyrSerial(Serial as object as HostIO["Serial"]),
	Digital,
	receiveStore: RX_BUFSIZE,
	module: sdkModule,
}) as object as HostIO;

/** The board with a modem, by default on the UART that its device tree names. */
const provider = deviceOn(board, io, (config as { modem?: Wiring }).modem);

// In these words it is a constant, compiled by whatever compiler: the linker warns of what is none.
export { provider as default };
