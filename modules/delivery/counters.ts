/** What a delivery has done so far. Each counter wraps at 2^31. */
export class DeliveryCounters {
	/** Messages by their end. */
	published = 0;
	failed = 0;
	unknown = 0;
	/** Of the failed ones: pushed out of a full outbox. */
	dropped = 0;
	/** Messages given to the client once more, because nobody could say what became of them. */
	resent = 0;
	/** Messages that the application was given. */
	received = 0;
	/** Messages that it was not: longer than the limit, or cut off. */
	lost = 0;
	/** CONNACK with return code 0, and connections that were lost or refused. */
	connections = 0;
	disconnections = 0;
	/** Topics that the broker refused to subscribe. */
	refused = 0;
	/** Times the store failed. */
	storeErrors = 0;
	/** Bytes of the store that could not be read at the start: half a record after a power failure, or what is behind a damaged one. */
	storeUnread = 0;
}
