/**
 * Does `work` for each of `items`, `lanes` of them at a time: whichever lane is free takes the next.
 * @returns what came of each, in the order of the items
 */
export async function inLanes<Item, Result>(
	items: readonly Item[],
	work: (item: Item, at: number) => Promise<Result>,
	lanes = 2,
): Promise<Result[]> {
	const results: Result[] = [];
	let next = 0;
	const lane = async () => {
		while (next < items.length) {
			const at = next++;
			results[at] = await work(items[at] as Item, at);
		}
	};
	await Promise.all(Array.from({ length: lanes }, lane));
	return results;
}
