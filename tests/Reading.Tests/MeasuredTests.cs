using Parley.Extraction;

namespace Parley.Reading.Tests;

/// <summary>The figures of docs/benchmarks.md may not fall below what is promised.</summary>
public sealed class MeasuredTests
{
    private static string Data
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("PARLEY_EVAL_DATA");
            Assert.SkipWhen(string.IsNullOrEmpty(folder), "PARLEY_EVAL_DATA names no folder of data sets: nothing is measured.");
            return folder!;
        }
    }

    [Fact]
    public void The_main_text_of_web_pages_is_found()
    {
        var mean = Agreement.Mean([.. Pages.Measure(Data).Select(page => page.Agreement)]);

        Assert.True(mean.F1 >= 0.95, $"F1 {mean.F1:F3}, precision {mean.Precision:F3}, recall {mean.Recall:F3}");
    }

    [Fact]
    public async Task Files_of_all_kinds_keep_their_words()
    {
        var folder = Data;
        Readings.Need("pdftotext");

        foreach (var file in await Files.MeasureAsync(folder))
        {
            Assert.Empty(file.Missing);
            Assert.True(file.Recall is null or >= 0.98, $"{file.Name}: word recall {file.Recall:F3}");
        }
    }
}
