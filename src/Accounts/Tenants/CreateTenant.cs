using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>POST /v1/tenants — makes a tenant with its owner, an invitation for that owner, and an owner's key.</summary>
internal static class CreateTenant
{
    /// <param name="OwnerEmail">Who is invited. Whether the address signs in elsewhere shows only to whoever opens the invitation.</param>
    public sealed record Request(string Name, string OwnerEmail, string? Plan = null);

    public sealed record Answer(TenantView Tenant, OwnerView Owner, string InvitationLink, string ApiKey);

    public sealed record OwnerView(UserId Id, string Email);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/tenants", HandleAsync).WithSummary("Make a tenant").Allow(Scopes.Platform);

    internal static async Task<Created<Answer>> HandleAsync(
        Request request, Caller caller, Actor actor, HttpContext context, TenantMaker maker, PlanStore plans, Links links,
        CancellationToken cancellationToken)
    {
        var name = DisplayName.Read(request.Name, "name")!;
        var email = EmailAddress.Parse(request.OwnerEmail, "owner_email");
        var plan = await plans.CheckAsync(request.Plan ?? Tenants.EnterprisePlan, "plan", cancellationToken);
        var made = await maker.MakeAsync(name, plan, email, caller.Tenant, actor, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            (string?)null,
            new Answer(
                new(made.Tenant.Id, name, plan),
                new(made.Owner, email.Text),
                links.At(context, made.InvitationPath),
                made.ApiKey));
    }
}

/// <summary>A tenant that has just been made.</summary>
internal sealed record MadeTenant(TenantScope Tenant, UserId Owner, string InvitationPath, string ApiKey);

/// <summary>Makes tenants: all of one in one transaction.</summary>
internal sealed class TenantMaker(
    TenantDatabase database, Tenants tenants, UserStore users, ApiKeyStore keys, OneTimeLinks links, AuditTrail audit,
    IOptions<AccountsOptions> options, TimeProvider time)
{
    public async Task<MadeTenant> MakeAsync(
        string name, string plan, EmailAddress email, TenantScope makers, Actor actor, CancellationToken cancellationToken)
    {
        var tenant = new TenantScope(TenantId.New(time));
        var owner = UserId.New(time);
        var subject = SubjectId.New(time);
        var invitation = links.NewInvitation(owner);
        var key = keys.New("Owner", owner, [.. Scopes.All.Where(Standing.ScopesOf(Role.Owner, platform: false).Contains)], options.Value.ApiKeyDays);
        var profile = await users.SealAsync(tenant, owner, subject, email, null, null, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                await tenants.InsertAsync(connection, isDefault: false, name, plan);
                await users.InsertAsync(connection, owner, subject, Role.Owner, platform: false, profile);
                await ApiKeyStore.InsertAsync(connection, key);
                await OneTimeLinks.InsertAsync(connection, tenant, invitation);
                await audit.WriteAsync(connection, Actor.Platform, AuditActions.TenantMade, tenant.Id.Value, ("plan", plan));
            },
            Durability.Full,
            cancellationToken);

        // The tenant is there: whoever made it may hang up, and is told of all the same.
        await audit.RecordAsync(makers, actor, AuditActions.TenantMade, tenant.Id.Value, [("plan", plan)], CancellationToken.None);
        return new(tenant, owner, invitation.Path, key.Key);
    }
}
