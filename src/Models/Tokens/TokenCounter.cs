using Parley.Text;

namespace Parley.Models;

/// <summary>Counts the tokens of texts: by the server's own tokenizer where it has one, else by an estimate biased high.</summary>
public sealed class TokenCounter
{
    /// <summary>What a chat template adds to each message: markers of role and end.</summary>
    public const int PerMessage = 8;

    private readonly ServerTokenizer? _server;

    internal TokenCounter(ServerTokenizer? server = null) => _server = server;

    /// <summary>Whether a server counts; else every count is an estimate.</summary>
    public bool IsExact => _server is not null;

    /// <summary>The tokens of a text, at once and without a call. Biased high; see docs/benchmarks.md for its error.</summary>
    public int Estimate(string text) => _server?.Known(text) ?? TokenEstimate.Of(text);

    /// <summary>The tokens of a text. A server that is slow or fails is replaced by the estimate.</summary>
    public async ValueTask<int> CountAsync(string text, CancellationToken cancellationToken = default) =>
        _server is null || text.Length == 0 ? Estimate(text) : await _server.CountAsync(text, cancellationToken) ?? Estimate(text);

    /// <summary>A proven bound: every token of a byte-level vocabulary stands for at least one byte.</summary>
    public static int UpperBound(ReadOnlySpan<char> text) => System.Text.Encoding.UTF8.GetByteCount(text);
}
