using Parley.Knowledge.Search;

namespace Parley.Retrieval;

/// <summary>How long ingestion and search take on a corpus ten times as large.</summary>
internal static class Speed
{
    private const int Times = 10;
    private const int ParagraphsEach = 100;
    private const int Searches = 500;

    public static async Task MeasureAsync(DataSet data)
    {
        var pages = Enumerable.Repeat(data.Documents, Times).SelectMany(documents => documents).Chunk(ParagraphsEach).Select((part, i) =>
            new Entry($"page-{i}", null, string.Join("\n\n", part.Select(entry => $"# {entry.Title}\n\n{entry.Text}")), IsMarkdown: true));
        var large = data with { Documents = [.. pages] };
        var chunks = data.Documents.Count * Times;
        var before = Environment.CpuUsage.TotalTime;
        await using var index = await Index.BuildAsync(large);
        var spent = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        Console.WriteLine($"{chunks} chunks in {large.Documents.Count} documents: {spent:F0} s of processor time, {chunks / spent:F0} chunks/s; {index.Bytes / 1e6:F0} MB");

        var search = index.Search(new FieldWeights());
        var times = new List<double>();
        before = Environment.CpuUsage.TotalTime;
        foreach (var question in data.Questions.Take(Searches))
        {
            var start = TimeProvider.System.GetTimestamp();
            await Index.AskAsync(search, question, 6);
            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(
            $"search: {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds / times.Count:F1} ms of processor time; wall p50 {times[times.Count / 2]:F1} ms, p99 {times[(int)(times.Count * 0.99)]:F1} ms");
    }
}
