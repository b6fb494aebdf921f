using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Parley.Moderation;

namespace Parley.Safety;

/// <summary>What judges said of texts that come again. When it has grown to its size it is emptied: a text is then looked at once more.</summary>
/// <param name="most">Bytes that it may take, estimated.</param>
internal sealed class KeptScans(long most = KeptScans.Most)
{
    private const long Most = 32 << 20;
    private const int ShortestHashed = 64;

    // Of one that found nothing: its key, its list and its place in the table.
    private const int PerScan = 400;
    private const int PerFinding = 120;

    private readonly ConcurrentDictionary<(Judge Judge, ModerationSource Source, string Text), ScannedText> _scans = new();
    private long _bytes;

    /// <summary>Bytes that it takes now, estimated.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <param name="look">Makes what is not known yet.</param>
    public ScannedText Get(Judge judge, ModerationSource source, string text, Func<ScannedText> look)
    {
        var key = (judge, source, NameOf(text));
        if (_scans.TryGetValue(key, out var known))
        {
            return known;
        }

        var scanned = look();
        var size = PerScan + (PerFinding * scanned.Findings.Count) + (sizeof(char) * (long)(scanned.Redacted?.Length ?? 0));
        if (size > most || !_scans.TryAdd(key, scanned))
        {
            return scanned;
        }

        if (Interlocked.Add(ref _bytes, size) > most)
        {
            _scans.Clear();
            Interlocked.Exchange(ref _bytes, 0);
        }

        return scanned;
    }

    private static string NameOf(string text) => text.Length < ShortestHashed ? text
        : Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
