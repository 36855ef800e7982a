/**
 * Lets axe-core, which the page has loaded, look at the page.
 *
 * @returns {Promise<string[]>} each rule broken, how bad that is, and where
 */
async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${impact}): ${target} ${failureSummary}`),
  );
}
