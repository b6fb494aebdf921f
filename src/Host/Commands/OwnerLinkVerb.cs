using Parley.Accounts;
using Parley.Host.Composition;

namespace Parley.Host.Commands;

/// <summary>owner-link — prints a new link that makes its opener an owner of the default tenant, once, for a short time.</summary>
internal sealed class OwnerLinkVerb(OneTimeLinks links, Preparation preparation, Settings settings) : IAdminVerb
{
    public async Task<int> RunAsync(AdminCall call, CancellationToken cancellationToken)
    {
        if (call.ServerUrl is null)
        {
            await preparation.PrepareDatabaseAsync(cancellationToken);
        }

        var link = await links.CreateOwnerLinkAsync(cancellationToken);
        var server = call.ServerUrl ?? settings.Urls.Split(';')[0];
        await call.Say(server.TrimEnd('/') + link);
        return 0;
    }
}
