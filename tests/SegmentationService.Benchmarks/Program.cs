using System.Globalization;
using BenchmarkDotNet.Running;
using SegmentationService.Api.Training;
using SegmentationService.Benchmarks;
using SegmentationService.Benchmarks.Commands;

LargePages.AskForHeap();
var command = new CommandArguments(args);
switch (args.FirstOrDefault())
{
    case "kmeans":
        KMeansCommand.Run(command);
        break;
    case "bounds":
        BoundsCommand.Run(command);
        break;
    case "search":
        SearchCommand.Run(command);
        break;
    case "quality":
        await QualityCommand.RunAsync(command);
        break;
    case "calibration":
        await CalibrationCommand.RunAsync(command);
        break;
    case "silhouette":
        SilhouetteCommand.Run(command);
        break;
    case "tree":
        TreeCommand.Run(command);
        break;
    case "predict":
        PredictCommand.Run(command);
        break;
    case "predict-under-training":
        await PredictUnderTrainingCommand.RunAsync(command);
        break;
    case "infer":
        await InferCommand.RunAsync(command);
        break;
    case "soak":
        return await SoakCommand.RunAsync(command);
    case "siege":
        return await SiegeCommand.RunAsync(command);
    case SiegeAttackersCommand.Name:
        await SiegeAttackersCommand.RunAsync(command);
        break;
    case "serve-echo":
        ServeEchoCommand.Run(args);
        break;
    case "read":
        await ReadCommand.RunAsync(command);
        break;
    case "parquet":
        await ParquetCommand.RunAsync(command);
        break;
    case "dataset":
        DatasetCommand.Run(command);
        break;
    case "formats":
        await FormatsCommand.RunAsync(command);
        break;
    case "cluster":
        await ClusterCommand.RunAsync(command);
        break;
    case "limits":
        LimitsCommand.Run(command);
        break;
    case "gauss":
        PeerData.WriteGaussians(command.Word(1, "The .f32 file"), command.Number("n", 100_000), command.Number("d", 8), command.Number("k", 8), command.Number("seed", 1));
        break;
    default:
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        BenchmarkSwitcher.FromAssembly(typeof(PeerData).Assembly).Run(args, BenchmarkConfig.Create());
        break;
}

return 0;
