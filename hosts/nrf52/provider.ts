import Digital from "embedded:io/digital";
import Serial from "embedded:io/serial";
import board from "419";
import config from "mc/config";
import { deviceOn, type HostIO, type Wiring } from "xs-quectel/hosts/moddable/device";
import { sdkModule } from "xs-quectel/hosts/moddable/sdk-module";
import { countingSerial } from "xs-quectel/hosts/nrf52/serial";

const io = {
	Serial: countingSerial(Serial as object as HostIO["Serial"]),
	Digital,
	receiveStore: 256,
	module: sdkModule,
} as object as HostIO;

/** The board with a modem, by default on the UART that the board names as its own. */
export default deviceOn(board, io, (config as { modem?: Wiring }).modem);
