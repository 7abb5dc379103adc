import Serial from "embedded:io/serial";
import config from "mc/config";
import { DesktopSerial, type NativeSerialClass } from "xs-quectel/hosts/desktop/serial";
import { deviceOn, type HostIO, type Wiring } from "xs-quectel/hosts/moddable/device";

/** `device=PATH` on the command line of a build says the same as `config.modem.serial.device` in a manifest. */
const { modem, device } = config as { modem?: Wiring; device?: string };

class BoundSerial extends DesktopSerial {
	constructor(options: ConstructorParameters<HostIO["Serial"]>[0]) {
		super(options, Serial as object as NativeSerialClass);
	}
}

/** The simulator has no provider of its own and no pins: the modem is all there is. */
export default deviceOn(
	{},
	{ Serial: BoundSerial, receiveStore: 4095 },
	{ ...modem, serial: { ...modem?.serial, ...(device === undefined ? {} : { device }) } },
);
