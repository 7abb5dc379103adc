/** Between two lines of progress, ms; what is over sooner tells nothing. */
const INTERVAL = 2000;

/**
 * Tells on standard error, every two seconds, how far something is. @param say what to say now
 * @returns ends it
 */
export function tellProgress(say: () => string): () => void {
	const timer = setInterval(() => process.stderr.write(`${say()}\n`), INTERVAL);
	// What was given up in the middle must not keep the process.
	timer.unref();
	return () => clearInterval(timer);
}
