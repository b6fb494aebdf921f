using Parley.Accounts;
using Parley.Models;

namespace Parley.Doors;

/// <summary>Calls of models that answer at once, and what their failures are to the caller.</summary>
internal static class EncoderCalls
{
    public static CallContext For(Caller caller, string purpose) => new()
    {
        Tenant = caller.Tenant,
        Subject = caller.Subject,
        Key = caller.Key,
        Groups = Payer.Of(caller.Subject, caller.Key, caller.AclTags).Groups ?? [],
        Purpose = purpose,
    };

    /// <exception cref="RefusedException">The provider failed, or a budget does not hold the call.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ProviderException failure)
        {
            throw new RefusedException(AnswerEnd.Failure(
                "provider_" + failure.Word, failure.Message, failure.RetryAfter));
        }
    }
}
