import Digital from "embedded:io/digital";
import board from "419";
import config from "mc/config";
import { deviceOn, type HostIO, type Wiring } from "xs-quectel/hosts/moddable/device";
import { sdkModule } from "xs-quectel/hosts/moddable/sdk-module";
import Native from "xs-quectel/hosts/moddable/uart/native";
import { nrf52Serial, RX_SIZE } from "xs-quectel/hosts/nrf52/serial";

const { modem } = config as { modem?: Wiring };
const receiveStore = modem?.serial?.rxSize ?? RX_SIZE;

/** The board with a modem, on a UART of our own class, by default at the pins that the board names as its own. */
const provider = deviceOn(
	board,
	{ Serial: nrf52Serial(Native), Digital, receiveStore, module: sdkModule } as object as HostIO,
	modem,
);

// In these words it is a constant, compiled by whatever compiler: the linker warns of what is none.
export { provider as default };
