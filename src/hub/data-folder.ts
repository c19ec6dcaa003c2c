/** Where the shards lie in a repository. */
export const DATA_FOLDER = 'data';
