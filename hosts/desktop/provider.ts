import Serial from "embedded:io/serial";
import TCP from "embedded:io/socket/tcp";
import config from "mc/config";
import { DesktopSerial, type NativeSerialClass } from "xs-quectel/hosts/desktop/serial";
import { isTCPDevice, type NativeTCPClass, tcpDevice } from "xs-quectel/hosts/desktop/tcp-device";
import { deviceOn, type HostIO, type Wiring } from "xs-quectel/hosts/moddable/device";
import { sdkModule } from "xs-quectel/hosts/moddable/sdk-module";

/** `device=PATH` on the command line of a build says the same as `config.modem.serial.device` in a manifest. */
const { modem, device } = config as { modem?: Wiring; device?: string };

const TCPDevice = tcpDevice(TCP as object as NativeTCPClass);

/** `device` is a path, or `tcp:ADDRESS:PORT` where there are no PTYs. */
class BoundSerial extends DesktopSerial {
	constructor(options: ConstructorParameters<HostIO["Serial"]>[0]) {
		const { device } = options as { device?: unknown };
		super(options, isTCPDevice(device) ? TCPDevice : (Serial as object as NativeSerialClass));
	}
}

/** The simulator has no provider of its own and no pins: the modem is all there is. */
const provider = deviceOn(
	{},
	{ Serial: BoundSerial, receiveStore: 4095, module: sdkModule },
	{ ...modem, serial: { ...modem?.serial, ...(device === undefined ? {} : { device }) } },
);

// In these words it is a constant, compiled by whatever compiler: the linker warns of what is none.
export { provider as default };
