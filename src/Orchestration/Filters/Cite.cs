using System.Runtime.CompilerServices;

namespace Parley.Orchestration;

/// <summary>The last station of an answer on its way out.</summary>
internal sealed class Cite
{
#pragma warning disable CA1822 // Filled with the knowledge room.
    public async IAsyncEnumerable<TurnEvent> Apply(
        IAsyncEnumerable<TurnEvent> answer, Turn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
#pragma warning restore CA1822
    {
        await foreach (var told in answer.WithCancellation(cancellationToken))
        {
            yield return told;
        }
    }
}
