using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Http;
using SegmentationService.Api.Security;

namespace SegmentationService.Api.Prediction;

/// <summary>What a key needs that has files answered: whoever names files may read them, as who trains does, since the answers may have their columns.</summary>
internal static class FileScopes
{
    /// <summary>The problem that a key lacks one of the two scopes; null where it has both, or there are no keys.</summary>
    public static ProblemHttpResult? Missing(ClaimsPrincipal user)
    {
        if (user.Identity?.IsAuthenticated != true) return null;
        foreach (var (scope, other) in new[] { (Scope.Train, Scope.Predict), (Scope.Predict, Scope.Train) })
        {
            if (!user.HasClaim(ApiKeyRing.ScopeClaim, scope))
                return TypedResults.Problem(Problems.Create(
                    StatusCodes.Status403Forbidden, "missing-scope", $"A source, which is read from the volume or a database of the data, needs the scope {scope} beside {other}; the key '{user.Identity.Name}' does not have it.", ("scope", scope)));
        }

        return null;
    }
}
