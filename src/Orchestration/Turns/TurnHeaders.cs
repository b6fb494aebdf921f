using Microsoft.AspNetCore.Http;

namespace Parley.Orchestration;

/// <summary>What the headers of an answer say about its turn.</summary>
internal static class TurnHeaders
{
    private const string TurnId = "Parley-Turn-Id";
    private const string QuotaWarning = "Parley-Quota-Warning";

    /// <summary>Adds them when the answer starts, because a refusal begins the answer anew; its reader wants to find the turn too.</summary>
    public static void Announce(HttpResponse response, TurnId turn, string? warning = null) =>
        response.OnStarting(() =>
        {
            response.Headers[TurnId] = turn.Value;
            if (warning is not null)
            {
                response.Headers[QuotaWarning] = warning;
            }

            return Task.CompletedTask;
        });
}
