namespace Parley.Models;

/// <summary>What one tenant has of models at one moment: its deployments and its routes.</summary>
public sealed class TenantModels
{
    private static readonly TimeSpan SilentRetry = TimeSpan.FromSeconds(5);

    private readonly Deployment _extractive;
    private readonly Dictionary<string, Deployment> _byName;
    private readonly Dictionary<string, ModelRoute> _routes;
    private readonly string? _plan;

    /// <param name="deployments">Those that chat and are switched on, the default first and the extractive model last.</param>
    /// <param name="plan">The plan of the tenant, where a route asks for it.</param>
    internal TenantModels(IReadOnlyList<Deployment> deployments, IReadOnlyList<ModelRoute> routes, string? plan)
    {
        (List, Routes, _plan, _extractive) = (deployments, routes, plan, deployments[^1]);
        _byName = deployments.ToDictionary(deployment => deployment.Name, StringComparer.Ordinal);
        _routes = routes.ToDictionary(route => route.Name, StringComparer.Ordinal);
    }

    /// <summary>The deployments that answer for this tenant, its default first.</summary>
    public IReadOnlyList<Deployment> List { get; }

    public IReadOnlyList<ModelRoute> Routes { get; }

    /// <summary>Providers of the environment whose models nobody knows yet: what the names of their variables begin with.</summary>
    internal IReadOnlyList<string> Silent { get; init; } = [];

    /// <summary>Whether a real language model answers for this tenant.</summary>
    public bool HasLanguageModel => List[0].IsLanguageModel;

    /// <returns>Null when there is none of that name, or it is switched off.</returns>
    public Deployment? Find(string name) => _byName.GetValueOrDefault(name);

    /// <returns>Null when there is none of that name.</returns>
    public ModelRoute? FindRoute(string name) => _routes.GetValueOrDefault(name);

    /// <summary>The deployments that somebody may use, the default first.</summary>
    /// <param name="tags">The access tags of who asks, as <see cref="Caller.AclTags"/> has them.</param>
    public IReadOnlyList<Deployment> ListFor(IReadOnlyList<string> tags) => [.. List.Where(deployment => deployment.Terms.Now.Access.Lets(tags))];

    /// <summary>The deployment of that name, whoever may use it.</summary>
    /// <param name="model">Null for the first: a real provider where there is one, else the extractive model.</param>
    /// <exception cref="RefusedException">404 <c>model_not_found</c>, or 503 <c>provider_silent</c>.</exception>
    public Deployment Choose(string? model) => string.IsNullOrEmpty(model) ? List[0] : Find(model) ?? throw NotFound(model, List.Select(one => one.Name));

    /// <summary>The deployment that a conversation was answered by, for work that follows.</summary>
    /// <returns>The built-in model when it is there no more: no text goes to a provider that its writer did not choose.</returns>
    public Deployment ChooseAgain(string? model) => string.IsNullOrEmpty(model) ? List[0] : Find(model) ?? _extractive;

    /// <summary>What a request's <c>model</c> stands for.</summary>
    /// <param name="model">A route or a deployment; null for the route <c>default</c>, or where there is none the first deployment.</param>
    /// <param name="tags">The access tags of who asks.</param>
    /// <exception cref="RefusedException">404 <c>model_not_found</c>, 503 <c>provider_silent</c>, or 403 <c>model_not_allowed</c>.</exception>
    public ModelPlan Plan(string? model, RouteQuestion question, IReadOnlyList<string> tags)
    {
        question = question.Plan is null ? question with { Plan = _plan } : question;
        if (string.IsNullOrEmpty(model))
        {
            return FindRoute(ModelRoute.Default) is { } standard && standard.Access.Lets(tags) && new RouteWalk(this, question, tags).Plan(standard) is { } plan
                ? plan
                : ModelPlan.Of(ListFor(tags)[0]);
        }

        if (FindRoute(model) is { } route)
        {
            return !route.Access.Lets(tags) ? throw NotAllowed(model)
                : new RouteWalk(this, question, tags).Plan(route) ?? throw Missing(
                    $"The route '{model}' leads to no model that can be used now; name another one. {Offer(Usable(tags))}");
        }

        return Find(model) is not { } deployment ? throw NotFound(model, Usable(tags))
            : deployment.Terms.Now.Access.Lets(tags) ? ModelPlan.Of(deployment)
            : throw NotAllowed(model);
    }

    /// <summary>
    /// A deployment that may answer, before all is known that a route goes by: how long the conversation is, and what it is about. Only what no
    /// deployment of the route can do, whatever its rules say, is refused here.
    /// </summary>
    /// <inheritdoc cref="Plan"/>
    public Deployment AtDoor(string? model, RouteQuestion question, IReadOnlyList<string> tags, ModelAsks? asks)
    {
        var route = FindRoute(string.IsNullOrEmpty(model) ? ModelRoute.Default : model);
        if (route is null || !route.Access.Lets(tags) || RouteReach.Of(route, this, tags).Deployments is not [var any, ..] open)
        {
            return Plan(model, question, tags).Taking(asks).First;
        }

        var able = asks is null ? open : [.. open.Where(one => asks.MissingAt(one) == ModelFields.None)];
        return able.Count == 0 ? throw asks!.Refuse(any, asks.MissingAt(any))
            : new RouteWalk(this, question with { Plan = question.Plan ?? _plan }, tags).Plan(route)?.All.Select(one => one.Deployment).FirstOrDefault(able.Contains) ?? able[0];
    }

    /// <summary>Where a request's <c>model</c> may lead, whatever is asked.</summary>
    /// <param name="model">As in <see cref="Plan"/>.</param>
    public RouteReach ReachOf(string? model, IReadOnlyList<string> tags) => RouteReach.Of(FindRoute(string.IsNullOrEmpty(model) ? ModelRoute.Default : model), this, tags);

    /// <summary>The routes that somebody may use, each with the deployment that stands first in it for them.</summary>
    internal IEnumerable<(ModelRoute Route, Deployment First)> RoutesFor(IReadOnlyList<string> tags) =>
        from route in Routes
        where route.Access.Lets(tags)
        let first = FirstOf(route, tags, [])
        where first is not null
        select (route, first);

    private Deployment? FirstOf(ModelRoute route, IReadOnlyList<string> tags, HashSet<string> walked) =>
        !walked.Add(route.Name) ? null
        : (from name in route.Targets
           let next = FindRoute(name)
           let found = next is null ? Find(name) : next.Access.Lets(tags) ? FirstOf(next, tags, walked) : null
           where found is not null && found.Terms.Now.Access.Lets(tags)
           select found).FirstOrDefault();

    private IEnumerable<string> Usable(IReadOnlyList<string> tags) =>
        RoutesFor(tags).Select(one => one.Route.Name).Concat(ListFor(tags).Select(one => one.Name));

    private static string Offer(IEnumerable<string> names) => $"There is {string.Join(", ", names)}.";

    private RefusedException NotFound(string model, IEnumerable<string> offered) =>
        Missing($"There is no model '{Shortened(model)}' here; there is {string.Join(", ", offered)}.");

    // Which models a silent provider has is not known, so this may be one of them.
    private RefusedException Missing(string detail) => Silent.Count == 0
        ? new(new(404, "model_not_found", detail))
        : new(new(
            503, "provider_silent",
            $"{detail} What the environment names as {string.Join(" and ", Silent)} has not answered since this server started, so its models are not known yet. Try again shortly.")
        {
            RetryAfter = SilentRetry,
        });

    private static RefusedException NotAllowed(string model) => new(new(
        403, "model_not_allowed", $"The model '{Shortened(model)}' is not open to you. GET /v1/models lists those that are; an administrator can open it."));

    private static string Shortened(string model) => model.Length <= 100 ? model : model[..100] + "…";
}
