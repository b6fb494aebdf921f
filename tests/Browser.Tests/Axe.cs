using System.Reflection;
using System.Text.Json;
using Microsoft.Playwright;

namespace Parley.Browser.Tests;

/// <summary>The checks of axe-core, which come with the page's own modules.</summary>
internal static class Axe
{
    private static readonly Lazy<string?> Source = new(() =>
    {
        var modules = typeof(Axe).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "PageModules").Value!;
        var file = Path.Combine(modules, "axe-core", "axe.min.js");
        return File.Exists(file) ? File.ReadAllText(file) : null;
    });

    /// <summary>What is seriously wrong for people who use the page by ear, by keyboard or with weak eyes; a line each.</summary>
    /// <param name="rules">The rules to look at; none given, all of them.</param>
    public static async Task<IReadOnlyList<string>> CheckAsync(IPage page, params string[] rules)
    {
        Assert.SkipWhen(Source.Value is null, "The page's modules are not installed; npm ci in web/ does it.");
        // The browser runs it for the test, past the content security policy of the page, which would refuse it.
        await page.EvaluateAsync($"() => {{ if (!window.axe) {{ {Source.Value} }} }}");
        var found = await page.EvaluateAsync<string>(
            """
            async rules => {
              const options = { preload: false, resultTypes: ['violations'] };
              if (rules.length > 0) options.runOnly = { type: 'rule', values: rules };
              const { violations } = await axe.run(document, options);
              return JSON.stringify(violations
                .filter(violation => ['serious', 'critical'].includes(violation.impact))
                .flatMap(violation => violation.nodes.map(node =>
                  `${location.pathname}: ${violation.id} at ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}`)));
            }
            """,
            rules);
        return JsonSerializer.Deserialize<List<string>>(found)!;
    }
}
