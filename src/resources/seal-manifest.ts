import { createHash } from 'node:crypto';

/** What stands for the hash of a manifest while it is being hashed. */
const NO_SEAL = '0'.repeat(64);

/** A manifest as it stands in its file. */
export function manifestText(manifest: object): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * A manifest with a hash of its own: the sha256 of its file with 64 zeros in the place of the hash. `npm run verify` tells by it that somebody
 * edited the file.
 * @param withSeal the manifest with a given hash in that place
 */
export function sealManifest<T extends object>(withSeal: (seal: string) => T): T {
  return withSeal(
    createHash('sha256')
      .update(manifestText(withSeal(NO_SEAL)))
      .digest('hex'),
  );
}
