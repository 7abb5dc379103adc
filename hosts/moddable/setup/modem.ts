import device from "embedded:provider/builtin";
import config from "mc/config";
import Timer from "timer";
import { bringUp } from "xs-quectel/hosts/moddable/bring-up";

/** Longest wait that a timer of the SDK takes, ms. */
const LONGEST = 0x7fffffff;

/**
 * `setup/modem`: brings the modem up before `main`, when `config.modem.setup` says for how many ms `main` waits at most.
 * Without it the modem is made by whoever needs it first. The modem that was made here is the one behind `device.network`.
 */
export default function setup(done: () => void): void {
	const limit = Number((config as { modem?: { setup?: unknown } }).modem?.setup ?? 0);
	if (!(limit > 0)) {
		done();
		return;
	}
	const { provider, modem } = device as object as {
		provider: { Modem: new (options: object) => object };
		modem: object;
	};
	bringUp(
		{
			make: (callbacks) => void new provider.Modem({ ...modem, ...callbacks }),
			limit: Math.min(limit, LONGEST),
			timer: { set: (callback, delay) => Timer.set(callback, delay), clear: (timer) => Timer.clear(timer as Timer) },
			tell: (text) => trace(`modem: ${text}\n`),
		},
		done,
	);
}
