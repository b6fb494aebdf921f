using Parley.Conversations;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>Titles, names and comments hold masks where the policy wants something replaced: nobody asks for them back.</summary>
internal sealed class MarkScreen(TextGuards guards) : ITextScreen
{
    public async ValueTask<string> ScreenAsync(TenantScope tenant, string field, string text, CancellationToken cancellationToken) =>
        text.Length == 0 ? text : (await guards.ScreenAsync(tenant, null, cancellationToken)).Mask(field, text);
}
