using System.IO.Compression;
using System.Text.Json;
using Parley.Embedding;
using Parley.Evaluation;

namespace Parley.Retrieval;

/// <summary>What the built-in embedding is worth to a semantic cache: telling paraphrases from look-alikes, and finding the entry that means the same.</summary>
internal static class CacheMeasure
{
    public static void Run(string folder)
    {
        var (same, other) = (new List<double>(), new List<double>());
        using (var stream = new GZipStream(File.OpenRead(Path.Combine(folder, "semantic-cache", "qqp.jsonl.gz")), CompressionMode.Decompress))
        {
            foreach (var line in Lines(stream))
            {
                var likeness = Cosine.Of(BuiltInEmbedder.Embed(line.GetProperty("a").GetString()!), BuiltInEmbedder.Embed(line.GetProperty("b").GetString()!));
                (line.GetProperty("label").GetInt32() == 1 ? same : other).Add(likeness);
            }
        }

        Console.WriteLine($"question pairs: AUC {Separation.Auc(same, other):F4}");
        using var mock = File.OpenRead(Path.Combine(folder, "semantic-cache", "gptcache_mock.jsonl"));
        var pairs = Lines(mock).Select(line => (Kept: BuiltInEmbedder.Embed(line.GetProperty("origin").GetString()!), Asked: BuiltInEmbedder.Embed(line.GetProperty("similar").GetString()!))).ToList();
        var hits = pairs.Index().Count(pair => pairs.Index().MaxBy(kept => Cosine.Of(kept.Item.Kept, pair.Item.Asked)).Index == pair.Index);
        Console.WriteLine($"cache entries found: {(double)hits / pairs.Count:P1} of {pairs.Count}");
    }

    private static IEnumerable<JsonElement> Lines(Stream stream)
    {
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return JsonSerializer.Deserialize<JsonElement>(line);
        }
    }
}
