import { z } from 'zod';

/** A boolean, or its very word: `"false"` is false, as no test for truth would have it. Anything else is no boolean. */
export const StrictBoolean = z.preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean());
