using System.IO.Compression;
using System.Text.Json;
using Parley.Moderation;

namespace Parley.Safety.Tests;

/// <summary>The figures of docs/safety.md on topics may not fall below what is told there: CLINC150's ten domains, each denied by thirty of its examples.</summary>
public sealed class MeasuredTopicTests(ITestOutputHelper output)
{
    private const int Examples = 30;

    [Fact]
    public void A_topic_is_told_by_thirty_examples()
    {
        var folder = Environment.GetEnvironmentVariable("PARLEY_EVAL_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "PARLEY_EVAL_DATA names no folder of data sets: nothing is measured.");
        var known = Read(Path.Combine(folder!, "clinc150", "train.jsonl.gz")).GroupBy(one => one.Domain).Where(group => group.Key != "oos").ToList();
        var asked = Read(Path.Combine(folder!, "clinc150", "test.jsonl")).ToList();
        var (recalls, alarms) = (new List<double>(), new List<double>());
        foreach (var domain in known)
        {
            // The first of each of its intents, and then the second of each.
            var examples = domain.GroupBy(one => one.Label).SelectMany(label => label.Index()).OrderBy(one => one.Index).Take(Examples).Select(one => one.Item.Text).Distinct().ToList();
            var layer = new TopicLayer(PolicyRules.Read(new(Name: "p", Topics: [new("topic", examples)])).Topics, GuardAction.Allow);
            var found = asked.ToLookup(one => one.Domain == domain.Key, one => layer.Look(one.Text, ModerationSource.User).Any());
            recalls.Add(found[true].Average(hit => hit ? 1.0 : 0));
            alarms.Add(found[false].Average(hit => hit ? 1.0 : 0));
            output.WriteLine($"{domain.Key}: found {recalls[^1]:P1}, wrongly {alarms[^1]:P1}");
        }

        Assert.True(recalls.Average() >= .5 && alarms.Average() <= .03, $"Found {recalls.Average():P1}, wrongly {alarms.Average():P1}.");
    }

    private static IEnumerable<(string Text, string Label, string Domain)> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var lines = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        while (lines.ReadLine() is { } line)
        {
            var row = JsonElement.Parse(line);
            yield return (row.GetProperty("text").GetString()!, row.GetProperty("label").GetString()!, row.TryGetProperty("domain", out var domain) ? domain.GetString() ?? "oos" : "oos");
        }
    }
}
