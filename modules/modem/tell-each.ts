/**
 * Empties `items`, from the front, and tells each one, also those behind one whose callback throws: its exception is the
 * host's to tell, and no cause for others to hear nothing.
 */
export function tellEach<Item>(items: Item[], tell: (item: Item) => void): void {
	for (let item = items.shift(); item !== undefined; item = items.shift()) {
		try {
			tell(item);
		} catch (error) {
			tellEach(items, tell);
			throw error;
		}
	}
}
