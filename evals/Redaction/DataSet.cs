using System.IO.Compression;
using System.Text.Json;

namespace Parley.PersonalData;

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

    public IEnumerable<string> Texts(string path) => Read(path).Select(line => line.GetProperty("text").GetString()!);
}
