/** The build that runs: it stands in every run and every part, since another build may give other rows. */
export const build = '0.1.0';
