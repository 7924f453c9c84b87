import type { TopicName } from "../../src/core/topics.ts";

/** A topic that a video can be about. */
export interface Topic {
  id: TopicName;
  /** What is compared with the transcript: sentences as they are said, not names of shelves. */
  descriptions: readonly string[];
}

/** The topics of `TOPIC_NAMES`, in their order. */
export const TOPICS: readonly Topic[] = [
  {
    id: "technology",
    descriptions: [
      "computers, software and programming",
      "a review of a phone, a laptop or another device",
      "artificial intelligence, the internet and apps",
      "setting up a router, a server or an operating system",
    ],
  },
  {
    id: "science",
    descriptions: [
      "physics, chemistry and biology research",
      "astronomy, planets, stars and space flight",
      "scientists explain an experiment and its results",
      "animals, plants, evolution and ecosystems",
    ],
  },
  {
    id: "education",
    descriptions: [
      "a lesson in which a teacher explains to students",
      "schools, universities, exams and homework",
      "learning a language or mathematics, with exercises",
    ],
  },
  {
    id: "music",
    descriptions: [
      "songs, albums, bands and concerts",
      "playing the guitar, the piano or the drums",
      "singing, melody, chords and rhythm",
    ],
  },
  {
    id: "film and television",
    descriptions: [
      "movies, actors and directors",
      "a review of a film or a television series",
      "how a scene was shot, edited and lit",
    ],
  },
  {
    id: "gaming",
    descriptions: [
      "playing video games on a console or a computer",
      "levels, bosses, weapons and high scores of a game",
      "esports players and game streams",
    ],
  },
  {
    id: "news and politics",
    descriptions: [
      "elections, parliament, government and politicians",
      "news reports on current events",
      "wars, treaties, diplomacy and laws",
    ],
  },
  {
    id: "business and finance",
    descriptions: [
      "companies, customers, sales and marketing",
      "money, investments, stocks and interest rates",
      "founding a company, managing a team, quarterly results",
    ],
  },
  {
    id: "sport",
    descriptions: [
      "football, basketball, tennis or another sport",
      "matches, goals, teams, coaches and championships",
      "running, swimming, cycling and races",
    ],
  },
  {
    id: "health and fitness",
    descriptions: [
      "diseases, symptoms, doctors and medicine",
      "exercise, stretching and workouts",
      "sleep, diet, stress and mental health",
    ],
  },
  {
    id: "cooking and food",
    descriptions: [
      "a recipe with its ingredients and cooking steps",
      "baking bread and cakes in the oven",
      "restaurants, flavours, dishes and drinks",
    ],
  },
  {
    id: "travel",
    descriptions: [
      "a trip to a foreign country, its sights and hotels",
      "flights, trains, luggage and itineraries",
      "beaches, mountains and old towns to visit on a holiday",
    ],
  },
  {
    id: "home and garden",
    descriptions: [
      "repairing and decorating a house with tools, wood and paint",
      "planting vegetables and flowers in the garden",
      "furniture, cleaning and household tips",
    ],
  },
  {
    id: "cars and transport",
    descriptions: [
      "cars, engines, brakes and driving",
      "motorcycles, trucks, trains and aeroplanes",
      "a test drive and the repair of a vehicle",
    ],
  },
  {
    id: "fashion and beauty",
    descriptions: [
      "clothes, shoes, outfits and style",
      "make-up, skin care and hair",
      "fashion designers, models and runway shows",
    ],
  },
  {
    id: "history",
    descriptions: [
      "ancient empires, kings, queens and medieval castles",
      "what happened in past centuries and in the world wars",
      "archaeologists and historians on the past",
    ],
  },
  {
    id: "art and literature",
    descriptions: [
      "painting, drawing, sculpture and museums",
      "novels, poems, authors and books",
      "theatre, dance and photography",
    ],
  },
  {
    id: "religion and philosophy",
    descriptions: [
      "God, faith, prayer, church and scripture",
      "ethics, the meaning of life and philosophers",
      "a sermon, meditation and spiritual practice",
    ],
  },
  {
    id: "comedy",
    descriptions: [
      "jokes and funny stories told to a laughing audience",
      "a prank, a parody or a sketch",
    ],
  },
  {
    id: "family and everyday life",
    descriptions: [
      "parents, children, babies and family life",
      "a diary of my day with friends and pets",
      "love, marriage and friendship",
    ],
  },
];
