//! `hf inference`: models that answer, asked from the command line. A verb is a task of the Hub, by its name there; what
//! verbs have in common is in `question`, `asker`, `batch` and `show`.

pub(in crate::commands) mod asker;
pub mod audio_classification;
pub mod audio_to_audio;
pub mod automatic_speech_recognition;
mod batch;
pub mod chat;
pub mod document_question_answering;
mod drawing;
pub mod feature_extraction;
pub mod fill_mask;
pub mod image_classification;
pub mod image_segmentation;
pub mod image_to_image;
pub mod image_to_text;
pub mod image_to_video;
pub mod models;
pub mod object_detection;
mod parameters;
mod pieces;
pub mod post;
pub mod providers;
mod question;
pub mod question_answering;
pub mod sentence_similarity;
pub mod serve;
pub(in crate::commands) mod show;
pub mod status;
pub mod summarization;
pub mod table_question_answering;
pub mod tabular_classification;
pub mod tabular_regression;
mod task_name;
pub mod tasks;
pub mod text_classification;
pub mod text_generation;
pub mod text_to_image;
pub mod text_to_speech;
pub mod text_to_video;
pub mod token_classification;
pub mod translation;
pub mod visual_question_answering;
pub mod zero_shot_classification;
pub mod zero_shot_image_classification;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Inference {
    Chat(Box<chat::Chat>),
    AudioClassification(Box<audio_classification::AudioClassification>),
    AudioToAudio(Box<audio_to_audio::AudioToAudio>),
    AutomaticSpeechRecognition(Box<automatic_speech_recognition::AutomaticSpeechRecognition>),
    DocumentQuestionAnswering(Box<document_question_answering::DocumentQuestionAnswering>),
    FeatureExtraction(Box<feature_extraction::FeatureExtraction>),
    FillMask(Box<fill_mask::FillMask>),
    ImageClassification(Box<image_classification::ImageClassification>),
    ImageSegmentation(Box<image_segmentation::ImageSegmentation>),
    ImageToImage(Box<image_to_image::ImageToImage>),
    ImageToText(Box<image_to_text::ImageToText>),
    ImageToVideo(Box<image_to_video::ImageToVideo>),
    ObjectDetection(Box<object_detection::ObjectDetection>),
    QuestionAnswering(Box<question_answering::QuestionAnswering>),
    SentenceSimilarity(Box<sentence_similarity::SentenceSimilarity>),
    Summarization(Box<summarization::Summarization>),
    TableQuestionAnswering(Box<table_question_answering::TableQuestionAnswering>),
    TabularClassification(Box<tabular_classification::TabularClassification>),
    TabularRegression(Box<tabular_regression::TabularRegression>),
    TextClassification(Box<text_classification::TextClassification>),
    TextGeneration(Box<text_generation::TextGeneration>),
    TextToImage(Box<text_to_image::TextToImage>),
    TextToSpeech(Box<text_to_speech::TextToSpeech>),
    TextToVideo(Box<text_to_video::TextToVideo>),
    TokenClassification(Box<token_classification::TokenClassification>),
    Translation(Box<translation::Translation>),
    VisualQuestionAnswering(Box<visual_question_answering::VisualQuestionAnswering>),
    ZeroShotClassification(Box<zero_shot_classification::ZeroShotClassification>),
    ZeroShotImageClassification(Box<zero_shot_image_classification::ZeroShotImageClassification>),
    Post(Box<post::PostVerb>),
    Providers(providers::Providers),
    Models(models::Models),
    Tasks(tasks::Tasks),
    Serve(Box<serve::Serve>),
    Status(Box<status::StatusVerb>),
}

impl Inference {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Chat(command) => command.run(cx),
            Self::AudioClassification(command) => Run::waits(command.run(cx)),
            Self::AudioToAudio(command) => Run::waits(command.run(cx)),
            Self::AutomaticSpeechRecognition(command) => Run::waits(command.run(cx)),
            Self::DocumentQuestionAnswering(command) => Run::waits(command.run(cx)),
            Self::FeatureExtraction(command) => Run::waits(command.run(cx)),
            Self::FillMask(command) => Run::waits(command.run(cx)),
            Self::ImageClassification(command) => Run::waits(command.run(cx)),
            Self::ImageSegmentation(command) => Run::waits(command.run(cx)),
            Self::ImageToImage(command) => Run::waits(command.run(cx)),
            Self::ImageToText(command) => Run::waits(command.run(cx)),
            Self::ImageToVideo(command) => Run::waits(command.run(cx)),
            Self::ObjectDetection(command) => Run::waits(command.run(cx)),
            Self::QuestionAnswering(command) => Run::waits(command.run(cx)),
            Self::SentenceSimilarity(command) => Run::waits(command.run(cx)),
            Self::Summarization(command) => Run::waits(command.run(cx)),
            Self::TableQuestionAnswering(command) => Run::waits(command.run(cx)),
            Self::TabularClassification(command) => Run::waits(command.run(cx)),
            Self::TabularRegression(command) => Run::waits(command.run(cx)),
            Self::TextClassification(command) => Run::waits(command.run(cx)),
            Self::TextGeneration(command) => Run::waits(command.run(cx)).on_one_thread(),
            Self::TextToImage(command) => Run::waits(command.run(cx)),
            Self::TextToSpeech(command) => Run::waits(command.run(cx)),
            Self::TextToVideo(command) => Run::waits(command.run(cx)),
            Self::TokenClassification(command) => Run::waits(command.run(cx)),
            Self::Translation(command) => Run::waits(command.run(cx)),
            Self::VisualQuestionAnswering(command) => Run::waits(command.run(cx)),
            Self::ZeroShotClassification(command) => Run::waits(command.run(cx)),
            Self::ZeroShotImageClassification(command) => Run::waits(command.run(cx)),
            Self::Post(command) => Run::waits(command.run(cx)),
            Self::Providers(command) => Run::waits(command.run(cx)),
            Self::Models(command) => Run::waits(command.run(cx)),
            Self::Tasks(command) => Run::waits(command.run(cx)),
            Self::Serve(command) => Run::waits(command.run(cx)).ends_on_interrupt(),
            Self::Status(command) => Run::waits(command.run(cx)),
        }
    }
}
