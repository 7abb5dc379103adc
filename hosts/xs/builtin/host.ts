/** The module `host`: the process that the engine runs in. */
const { exit, argument, environment, ask, pass } = natives.host;

/**
 * `exit(code)` ends the process; `argument(index)` and `environment(name)` are undefined where there is none.
 *
 * In lockstep, for scripts that test: `ask(text)` is what the other side of the wire answers, at once; `pass(ms)` lets time pass
 * before it returns, with all that becomes due, and throws what a callback throws. Promise jobs wait until it is back.
 */
export { argument, ask, environment, exit, pass };
