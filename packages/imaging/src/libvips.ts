/** The one place where sharp is loaded and locked down: six loaders, no cache. */
import sharp from 'sharp';

// Files come from strangers. Loaders that nobody asked for (SVG, PDF, whatever a system's libvips brings along) stay
// shut even if a file slips past the look at its first bytes.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadTiff',
    'VipsForeignLoadHeif',
  ],
});
// Every picture is read once; a cache of operations would only hold memory.
sharp.cache(false);

export { sharp };
