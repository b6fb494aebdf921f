using Microsoft.AspNetCore.Http;

namespace Parley.Orchestration;

/// <summary>A turn that is durable.</summary>
/// <param name="IsJoined">True when an earlier send made it.</param>
public sealed record AcceptedTurn(TurnId Turn, ConversationId Conversation, bool IsJoined)
{
    /// <summary>A sentence when a quota or budget of the sender is nearly used up.</summary>
    public string? Warning { get; init; }

    /// <summary>Tells the sender so, and which turn it is, before the answer begins; also when the answer is a refusal.</summary>
    public void Announce(HttpResponse response) => TurnHeaders.Announce(response, Turn, Warning);
}
