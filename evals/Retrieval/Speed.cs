using Parley.Knowledge.Search;

namespace Parley.Retrieval;

/// <summary>How long ingestion and search take on a corpus ten times as large.</summary>
internal static class Speed
{
    private const int Times = 10;
    private const int Searches = 1_000;

    public static async Task MeasureAsync(DataSet data)
    {
        var large = data with
        {
            Documents = [.. Enumerable.Range(0, Times).SelectMany(copy => data.Documents.Select(entry => entry with { Id = $"{entry.Id}/{copy}" }))],
        };
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        await using var index = await Index.BuildAsync(large);
        var took = time.GetElapsedTime(start);
        Console.WriteLine($"ingested {large.Documents.Count} documents of one chunk in {took.TotalSeconds:F0} s ({large.Documents.Count / took.TotalSeconds:F0}/s); {index.Bytes / 1e6:F0} MB");

        var search = index.Search(new FieldWeights());
        var spent = new List<double>();
        foreach (var question in data.Questions.Take(Searches))
        {
            start = time.GetTimestamp();
            await Index.AskAsync(search, question, 6);
            spent.Add(time.GetElapsedTime(start).TotalMilliseconds);
        }

        spent.Sort();
        Console.WriteLine($"search: p50 {spent[spent.Count / 2]:F1} ms, p99 {spent[(int)(spent.Count * 0.99)]:F1} ms");
    }
}
