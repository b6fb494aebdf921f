using System.Globalization;
using Parley.Extraction;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Environment.GetEnvironmentVariable("PARLEY_EVAL_DATA") is not { Length: > 0 } folder)
{
    Console.Error.WriteLine("PARLEY_EVAL_DATA names no folder of data sets: nothing is measured.");
    return 1;
}

if (args is ["show", ..])
{
    Pages.Show(folder, args.ElementAtOrDefault(1));
    return 0;
}

var pages = Pages.Measure(folder);
if (args is ["pages"])
{
    foreach (var (id, page) in pages.OrderBy(page => page.Agreement.F1))
    {
        Console.WriteLine($"{id} P {page.Precision:F3} R {page.Recall:F3} F1 {page.F1:F3}");
    }
}

Console.WriteLine("| web pages | precision | recall | F1 |");
Console.WriteLine("|---|---|---|---|");
foreach (var (name, part) in new[] { ("all", pages), ("even half", [.. pages.Where((_, i) => i % 2 == 0)]), ("odd half", [.. pages.Where((_, i) => i % 2 == 1)]) })
{
    var mean = Agreement.Mean([.. part.Select(page => page.Agreement)]);
    Console.WriteLine($"| {name} ({part.Count}) | {mean.Precision:F3} | {mean.Recall:F3} | {mean.F1:F3} |");
}

return 0;
