/** Every limit of the system in one place, its unit last in the name. */
export const limits = {
  /** A manifest line longer than this is an invalid row. */
  manifestLineBytes: 1_000_000,
  /** A manifest larger than this, or one that takes longer to come, is not read to its end. */
  manifestBytesMax: 64 * 1024 ** 3,
  manifestSecondsMax: 6 * 3_600,
  /** A block of normalised rows is closed when it holds this many bytes. */
  manifestBlockBytes: 8 * 1024 * 1024,
  /** True classes of one image that are mapped besides the top k. */
  wantedClassesMax: 16,
  /** Rows of a shard where the user names no shard size. */
  shardRowsMax: 512,
  /** Rows are cut into shards by whole pieces of this many, one batch of the default size. */
  shardPieceRows: 16,
  /** Shards of one run, whatever its data set: the producer holds fourteen bytes for each while it scans. */
  shardsMax: 4_000_000,
  /** Shards whose places are read from the store in one go. */
  shardPageShards: 4_096,
  /** Jobs that all runs together have in the queue at a time, a slot of the fleet: one at work and one that waits. */
  jobsPerSlot: 2,
  /** Jobs in the queue while the fleet is small or not yet known. */
  jobsInQueueMin: 16,
  /** Jobs in the queue however large the fleet is. */
  jobsInQueueMax: 8_192,
  /** Payload of a job in the queue. */
  jobPayloadBytes: 1_024,
  /** Executions of a shard before its run fails. */
  jobAttemptsMax: 4,
  /** First wait before a failed shard runs again; it doubles from there. */
  jobBackoffMs: 1_000,
  /** A shard whose store does not answer waits this long, which costs no attempt; started so often, it counts as failed. */
  storeAwayMs: 2_000,
  startsMax: 100,
  /** A shard that the store refuses goes to another worker, for as many starts in all. */
  deniedStartsMax: 8,
  /** A lease that is not renewed for this long is lost. */
  leaseMs: 15_000,
  /** Lost leases are looked for at least this often. */
  stallCheckMs: 5_000,
  /** Leases a shard may lose before the queue gives it up: so many workers do not die of bad luck. */
  stallsMax: 20,
  /** Shards that one worker holds at a time, so that the next one's pictures decode while this one's part is written. */
  shardsPerWorker: 2,
  /** Size of one image file. */
  imageBytesMax: 256 * 1024 * 1024,
  /** Image files that a worker holds at a time, by their bytes. */
  filesInHandBytesMax: 256 * 1024 * 1024,
  /** Of a file whose size nobody announced, so much is read before room is reserved for it, in doubling steps. */
  unannouncedBytes: 1024 * 1024,
  /** Pixels of one image: above it a picture is refused before it is decoded. */
  imagePixelsMax: 100_000_000,
  /** Pixels up to which a picture is held whole and resized exactly; a larger one is shrunk while it is read, then resized. */
  exactPixelsMax: 4_000_000,
  /** Time to decode one image. */
  decodeSecondsMax: 30,
  /** Time for one request to a source to answer and send everything. */
  fetchMs: 30_000,
  /** Requests for one image inside one attempt. */
  fetchTriesMax: 3,
  /** A batch that is not full starts once its first image has waited this long and the network idles. */
  batchWaitMs: 20,
  /** How often commits, queue and states of runs are compared. */
  reconcileMs: 30_000,
  /** How often the store is asked for decisions about runs that no signal told of. */
  controlPollMs: 500,
  /** Runs whose decisions are asked for in one go; with more the rounds take longer, and signals are as prompt as ever. */
  controlReadsMax: 10,
  /** A leadership that is not renewed for this long is lost; it is renewed five times in that time. */
  leadershipMs: 5_000,
  /** Runs whose manifests are read at a time, and those of one tenant among them. */
  scansMax: 4,
  scansOfTenantMax: 2,
  /** Share of failed images above which a run is paused, once so many images were tried. */
  breakerShare: 0.5,
  breakerImages: 200,
  /** Workers that a shard may kill before its images are tried by themselves. */
  killsBeforeSuspect: 2,
  /** Processes that one image must kill while it is all they do before it gets its outcome. */
  killsOfOneImage: 3,
  /** A worker keeps its model this long while there is work for it, whatever there is for others. */
  modelStayMs: 30_000,
  /** A model that a worker could not load is passed over by it for this long; its runs wait until all have tried. */
  modelRefusedMs: 60_000,
  /** So many workers that end while they load a model, and nobody who loads it, are taken for its doing, until nobody has tried for this long. */
  loadDeathsMax: 3,
  loadNotesMs: 600_000,
  /** How long shards in hand may take to end before a worker swaps its model; then they are handed back. */
  swapGraceMs: 60_000,
  /** How often a worker tells that it lives, and how long it is believed. */
  heartbeatMs: 2_000,
  heartbeatTtlMs: 15_000,
  /** Commit records read at a time. */
  commitReadsMax: 16,
  /** Ended jobs of one run that are looked at before all runs have had a turn. */
  endingsPerRound: 64,
  /** Shards whose rows are read while those before them are worked at. */
  shardsReadAhead: 4,
  /** Commit records that a producer keeps for the outcome index: of two pages whose shards have 64 rows. */
  recordsAtHandMax: 512,
  /** Rows of one page of the outcome index, in whole shards, and bytes of one of its segments of rows. */
  outcomePageRows: 16_384,
  outcomeSegmentBytes: 8 * 1024 * 1024,
  /** How long a command looks for Redis and the store before it says that they are out of reach. */
  connectMs: 3_000,
  /** A connection to Redis at whose other end nobody answers for this long is closed, and taken up again. */
  redisSilentMs: 15_000,
  /** How long a worker may take to hand its shards back on SIGTERM. */
  stopGraceMs: 10_000,
  /** How much longer a service may take to end when it is told to; then it ends whatever is still open. */
  stopForceMs: 5_000,
} as const;
