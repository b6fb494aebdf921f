using System.IO.Compression;
using System.Text.Json;

namespace Parley.ModerationEval;

/// <summary>Lines of JSON, packed or not.</summary>
internal sealed class DataSet(string folder)
{
    public IEnumerable<JsonElement> Read(string path)
    {
        using Stream file = File.OpenRead(Path.Combine(folder, path));
        using var stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return JsonSerializer.Deserialize<JsonElement>(line);
            }
        }
    }

    public static string Text(JsonElement line, string member = "text") => line.GetProperty(member).GetString()!;
}
