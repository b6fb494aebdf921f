using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Extraction;
using Parley.Reading;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Environment.GetEnvironmentVariable("PARLEY_EVAL_DATA") is not { Length: > 0 } folder)
{
    Console.Error.WriteLine("PARLEY_EVAL_DATA names no folder of data sets: nothing is measured.");
    return 1;
}

if (args is ["read", var path])
{
    using var reader = new DocumentReader(new ReadingOptions(), ReadingProgram.None, TimeProvider.System, NullLogger<DocumentReader>.Instance);
    var document = await Files.ReadAsync(reader, "", path);
    foreach (var block in document.Blocks)
    {
        Console.WriteLine($"[{block.Kind}{(block.Level > 0 ? block.Level : "")}{(block.IsQuestion ? "?" : "")} p{document.Pages.LastOrDefault(page => page.Start <= block.Start).Page}] {document.TextOf(block)}");
    }

    Console.WriteLine($"title: {document.Title}; notes: {string.Join(" ", document.Notes)}");
    return 0;
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

Console.WriteLine();
Console.WriteLine("| file | characters | blocks | pages | missing of what it must contain | word recall |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var file in await Files.MeasureAsync(folder))
{
    Console.WriteLine($"| {file.Name} | {file.Characters} | {file.Blocks} | {file.Pages} | {string.Join(", ", file.Missing)} | {file.Recall:F3} |");
}

return 0;
