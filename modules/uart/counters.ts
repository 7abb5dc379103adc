/**
 * What happened on the wire, in numbers: every loss and every surprise has its counter. Read without allocation as
 * `modem.counters`. Counts wrap to negative after 2^31 - 1; differences stay right with `(b - a) | 0`.
 */
export class Counters {
	/** Bytes taken from and given to the Serial. */
	bytesIn = 0;
	bytesOut = 0;
	/** Of `bytesIn`, what came while the modem asked for its PDP context: this is no sign of life on a wire that is idle. */
	watchBytes = 0;
	/** Bytes that found no room in the ring, and losses that the host's Serial reported. */
	overruns = 0;
	/** Payload bytes that have come from the network: of sockets, and of messages. */
	payloadBytes = 0;
	/** Most bytes that waited in the ring at once. */
	ringHighWater = 0;
	/** Lines that belong to no command in flight and to no listener. */
	unknownLines = 0;
	/** Lines longer than the ring, or headers longer than any the module sends. */
	longLines = 0;
	/** Final result codes and results that came when nobody waited for them any more. */
	lateReplies = 0;
	/** Counted payloads whose closing quote and line end were not where the length said. */
	framingErrors = 0;
	/** Commands sent, and those that ended by a limit. */
	commands = 0;
	timeouts = 0;
	/** Times that the dialogue had to be proven in step again. */
	resyncs = 0;
	/** Restarts of the module, by itself or by us. */
	resets = 0;
	/** Times that the network took the PDP context away, or it was found gone. */
	contextLosses = 0;
	/** Times that the module was set up at another baud than the one wanted, since that could not be used. */
	baudFallbacks = 0;
	/** Times that the module told a name that no profile is for. */
	unknownModels = 0;
	/** Times that the module was woken to be told something. */
	wakes = 0;
	/** Retransmissions that the module told of. */
	retransmissions = 0;
	/** Received messages dropped whole: the application had not read the one before, or they came damaged, or not at all. */
	drops = 0;
	/** Times that a client's places in the module were all taken: what came then, the module lost without a word. */
	fullStores = 0;
	/** MQTT clients that could not be closed in the module at once: no record was free, or it was not ready, or it would not. */
	lateCloses = 0;
	/** MQTT clients that the module would not close at all: the next one at their index does. */
	unclosed = 0;
	/** Bytes written to sockets that the module had not taken when their connections ended. */
	unsent = 0;
	/** Most command records in use at once. */
	recordsHighWater = 0;
}
