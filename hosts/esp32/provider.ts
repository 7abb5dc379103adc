import Digital from "embedded:io/digital";
import Serial from "embedded:io/serial";
import board from "419";
import config from "mc/config";
import { deviceOn, type HostIO, type Wiring } from "xs-quectel/hosts/moddable/device";
import { sdkModule } from "xs-quectel/hosts/moddable/sdk-module";

/** The board with a modem. The SDK's classes keep what ECMA-419 says, as far as the modem needs it. */
export default deviceOn(
	board,
	{ Serial, Digital, receiveStore: 128, module: sdkModule } as object as HostIO,
	(config as { modem?: Wiring }).modem,
);
