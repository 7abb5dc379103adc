/** The module `timer`: Moddable's Timer. */
const Timer = Object.freeze(natives.timer);

export default Timer;
