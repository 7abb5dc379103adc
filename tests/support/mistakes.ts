import type { ScriptedModule } from "./scripted-module.js";

/**
 * From now on, what callbacks throw stays with the host, which goes on, as hosts do that only tell of it.
 * @returns the messages of what was thrown, in order
 */
export function takeMistakes(module: ScriptedModule): string[] {
	const { clock, serial } = module;
	const taken: string[] = [];
	const attempt = (work: () => void): boolean => {
		try {
			work();
			return true;
		} catch (error) {
			taken.push((error as Error).message);
			return false;
		}
	};
	const advanceTo = clock.advanceTo.bind(clock);
	clock.advanceTo = (time) => {
		while (!attempt(() => advanceTo(time)));
	};
	const { options } = serial;
	const { onReadable, onWritable } = options;
	options.onReadable = (count) => attempt(() => onReadable?.call(serial, count));
	options.onWritable = (count) => attempt(() => onWritable?.call(serial, count));
	return taken;
}
