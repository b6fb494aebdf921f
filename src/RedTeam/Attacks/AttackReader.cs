using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Parley.RedTeam;

/// <summary>Reads sets of attacks: JSON Lines, an attack a line, also packed with gzip. Sets of others may name things their own way.</summary>
public static class AttackReader
{
    // A set is read whole: what is larger than this is none.
    private const long LargestFile = 256L * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <exception cref="InvalidDataException">The file is no set of attacks; the message says where and why.</exception>
    public static async Task<IReadOnlyList<Attack>> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        await using var stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        var buffer = new MemoryStream();
        var piece = new byte[81_920];
        while (await stream.ReadAsync(piece, cancellationToken) is > 0 and var read)
        {
            buffer.Write(piece, 0, read);
            if (buffer.Length > LargestFile)
            {
                throw new InvalidDataException($"{path} holds more than {LargestFile / 1024 / 1024} MB; give it in parts.");
            }
        }

        return Read(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length), Path.GetFileName(path));
    }

    /// <inheritdoc cref="ReadFileAsync"/>
    /// <param name="name">What the text is called in messages.</param>
    public static IReadOnlyList<Attack> Read(string text, string name)
    {
        var attacks = new List<Attack>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var attack = Line(line, $"{name}, line {number}");
            attacks.Add(ids.Add(attack.Id) ? attack : throw new InvalidDataException($"{name}, line {number}: the id '{attack.Id}' stands there twice."));
        }

        return attacks.Count > 0 ? attacks : throw new InvalidDataException($"{name} holds no attack; it needs a JSON object a line.");
    }

    private static Attack Line(string line, string place)
    {
        try
        {
            var read = JsonSerializer.Deserialize<AttackLine>(line, Json) ?? throw new InvalidDataException($"{place}: a line is a JSON object.");
            return read.ToAttack() is var attack && AttackFaults.Of(attack) is { } fault ? throw new InvalidDataException($"{place}: {fault}") : attack;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // The other one is what half a surrogate pair gives.
            throw new InvalidDataException($"{place}: it cannot be read as an attack: {wrong.Message}", wrong);
        }
    }
}
