/** What {@link bringUp} needs of a modem's options. */
export interface SetupCallbacks {
	onReady(): void;
	onError(error: Error): void;
}

/** The SDK's timers, as far as {@link bringUp} needs them. */
export interface SetupTimer {
	set(callback: () => void, delay: number): object;
	clear(timer: object): void;
}

/** What {@link bringUp} works with. */
export interface SetupOptions {
	/** Constructs the modem. What it throws is told, and thrown again at whoever asks for the modem later. */
	make(callbacks: SetupCallbacks): void;
	/** How long `main` waits, ms. The modem goes on trying behind it. */
	limit: number;
	timer: SetupTimer;
	/** Gets one line of text: how it ended. */
	tell(text: string): void;
}

/**
 * Switches the modem on and waits until it is ready: for the SDK's `setup/` modules, which run before `main`.
 * @param done is called once, whatever happens: when the modem is ready, has failed, cannot be constructed, or has not
 * become ready in time. The SDK starts `main` only then; without SIM card or network it starts all the same
 */
export function bringUp({ make, limit, timer, tell }: SetupOptions, done: () => void): void {
	let isOver = false;
	let waiting: object | undefined;
	const end = (text: string) => {
		if (isOver) return;
		isOver = true;
		if (waiting !== undefined) timer.clear(waiting);
		tell(text);
		done();
	};
	try {
		waiting = timer.set(() => {
			waiting = undefined; // the SDK's timer is gone once it has fired
			end(`not ready after ${limit} ms, and goes on trying`);
		}, limit);
		make({ onReady: () => end("ready"), onError: (error) => end(error.message) });
	} catch (error) {
		end((error as Error).message);
	}
}
