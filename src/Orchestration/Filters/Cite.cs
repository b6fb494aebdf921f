using System.Runtime.CompilerServices;
using Parley.Conversations;
using Parley.Knowledge;

namespace Parley.Orchestration;

/// <summary>
/// Holds each sentence of an answer against the documents as they are stored: what is borne out becomes a citation, what is not is
/// marked. The text itself passes at once.
/// </summary>
internal sealed class Cite(CitationSources documents)
{
    /// <param name="turn">Whose sources are found by now.</param>
    public IAsyncEnumerable<TurnEvent> Apply(IAsyncEnumerable<TurnEvent> answer, Turn turn, CancellationToken cancellationToken) =>
        turn.Sources.Count == 0 ? answer : CheckAsync(answer, turn, cancellationToken);

    private async IAsyncEnumerable<TurnEvent> CheckAsync(
        IAsyncEnumerable<TurnEvent> answer, Turn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sources = await documents.LoadAsync(
            turn.Tenant, [.. turn.Sources.Select(source => (source.Label, source.Hit))], cancellationToken);
        var stitcher = new CitationStitcher(sources);

        // A resumed run reads what was shown already, and tells only what the earlier run did not get to tell.
        foreach (var told in stitcher.Feed(turn.Draft.Text).Select(ToEvent).Where(told => !IsTold(turn, told)).ToList())
        {
            yield return told;
        }

        await foreach (var told in answer.WithCancellation(cancellationToken))
        {
            var found = told switch
            {
                Delta delta => stitcher.Feed(delta.Text),
                UsageReported or Ending => stitcher.Flush(),
                _ => [],
            };
            if (told is Retract retract)
            {
                stitcher = new CitationStitcher(sources);
                stitcher.Feed(turn.Draft.Text[..Math.Min(retract.From, turn.Draft.Length)]);
            }

            if (told is Delta or Retract)
            {
                yield return told;
            }

            foreach (var finding in found.Select(ToEvent).Where(finding => !IsTold(turn, finding)))
            {
                yield return finding;
            }

            if (told is not (Delta or Retract))
            {
                yield return told;
            }
        }
    }

    private static bool IsTold(Turn turn, TurnEvent finding) => finding switch
    {
        Cited { Citation: var citation } => turn.Draft.Citations.Any(told =>
            told.Label == citation.Label && told.MessageStart == citation.MessageStart && told.MessageEnd == citation.MessageEnd),
        Unsupported { Span: var span } => turn.Draft.Unsupported.Contains(span),
        _ => false,
    };

    private static TurnEvent ToEvent(StitchedSpan finding) => finding switch
    {
        VerifiedCitation cited => new Cited(new(
            cited.Label, cited.Namespace, cited.DocumentId, cited.ChunkId, cited.Title, cited.Heading, cited.Page, cited.Start, cited.End, cited.Quote,
            Verified: true, cited.MessageStart, cited.MessageEnd, cited.DocumentSha256)),
        _ => new Unsupported(new TextSpan(finding.MessageStart, finding.MessageEnd)),
    };
}
