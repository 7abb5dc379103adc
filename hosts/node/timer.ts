/** What the module `timer` is on Node: Moddable's Timer, as far as an application here uses it. */
const Timer = Object.freeze({
	/** Calls `callback` once, after `delay` ms. */
	set: (callback: () => void, delay = 0) => setTimeout(callback, delay),
	/** Calls `callback` every `interval` ms. */
	repeat: (callback: () => void, interval: number) => setInterval(callback, interval),
	clear: (timer: NodeJS.Timeout | undefined) => clearTimeout(timer),
});

export default Timer;
