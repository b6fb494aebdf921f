using Parley.Accounts;
using Parley.Models;

namespace Parley.Knowledge.Embeddings;

/// <summary>On whose behalf models are called.</summary>
internal static class ModelCalls
{
    public static CallContext For(Caller caller, string purpose) => new()
    {
        Tenant = caller.Tenant,
        Subject = caller.Subject,
        Key = caller.Key,
        Groups = Payer.Of(caller.Subject, caller.Key, caller.AclTags).Groups ?? [],
        Purpose = purpose,
    };
}
