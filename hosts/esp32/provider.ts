import Digital from "embedded:io/digital";
import board from "419";
import config from "mc/config";
import { esp32Serial, RX_SIZE } from "xs-quectel/hosts/esp32/serial";
import { deviceOn, type HostIO, type Wiring } from "xs-quectel/hosts/moddable/device";
import { sdkModule } from "xs-quectel/hosts/moddable/sdk-module";
import Native from "xs-quectel/hosts/moddable/uart/native";

const { modem } = config as { modem?: Wiring };
const receiveStore = modem?.serial?.rxSize ?? RX_SIZE;

/** The board with a modem, on a UART of our own class: the SDK's holds 128 bytes and knows no flow control. */
const provider = deviceOn(
	board,
	{ Serial: esp32Serial(Native), Digital, receiveStore, module: sdkModule } as object as HostIO,
	modem,
);

// In these words it is a constant, compiled by whatever compiler: the linker warns of what is none.
export { provider as default };
